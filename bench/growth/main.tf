# The same resources once more, as somebody writes them for OpenTofu.
terraform {
  required_providers {
    github = { source = "integrations/github" }
  }
}

variable "owner" {}
variable "base_url" {}

provider "github" {
  owner          = var.owner
  base_url       = var.base_url
  write_delay_ms = 1
}

locals {
  access = jsondecode(file("access.json"))
  repositories = merge([for team in local.access.teams : {
    for repository in team.repositories : "${team.name}/${repository.id}" => merge(repository, { team = team.name })
  }]...)
  memberships = merge([for person in local.access.people : {
    for team in person.teams : "${person.key}/${team.name}" => merge(team, { login = person.login })
  }]...)
}

resource "github_membership" "person" {
  for_each = { for person in local.access.people : person.key => person }
  username = each.value.login
  role     = each.value.role
}

resource "github_team" "team" {
  for_each                  = { for team in local.access.teams : team.name => team }
  name                      = each.key
  description               = each.value.description
  privacy                   = "closed"
  create_default_maintainer = false
}

resource "github_team_repository" "grant" {
  for_each   = local.repositories
  team_id    = github_team.team[each.value.team].id
  repository = each.value.name
  permission = each.value.permission
}

# After the memberships: whoever leaves the organisation first makes this one's delete fail. Said for
# all of them, because to look up one of a thousand by its key OpenTofu evaluates them all, each time.
resource "github_team_membership" "member" {
  for_each   = local.memberships
  team_id    = github_team.team[each.value.name].id
  username   = each.value.login
  role       = each.value.role
  depends_on = [github_membership.person]
}

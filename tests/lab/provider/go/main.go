// The GitHub provider of the lab: the Terraform provider as it is, behind Pulumi's bridge, with the
// tokens of the official package. Only the default of one setting can be given by a variable, so
// that a run of the lab need not wait a second after each write.
package main

import (
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/integrations/terraform-provider-github/v6/github"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

// What @pulumi/github asks for; it is built on the version of the Terraform provider that go.mod names.
const version = "6.15.0"

func main() {
	provider := github.NewProvider(version, "lab")()
	delay := provider.Schema["write_delay_ms"]
	delay.DefaultFunc = schema.EnvDefaultFunc("LAB_WRITE_DELAY_MS", delay.Default)
	delay.Default = nil
	tfbridge.Main("github", version, tfbridge.ProviderInfo{
		P:           shimv2.NewProvider(provider),
		Name:        "github",
		Version:     version,
		Resources:   resources(),
		DataSources: dataSources(),
	}, nil)
}

func resources() map[string]*tfbridge.ResourceInfo {
	known := map[string]*tfbridge.ResourceInfo{}
	for name, token := range map[string]tokens.Type{
		"github_membership":                               "github:index/membership:Membership",
		"github_team":                                     "github:index/team:Team",
		"github_team_membership":                          "github:index/teamMembership:TeamMembership",
		"github_team_repository":                          "github:index/teamRepository:TeamRepository",
		"github_repository_collaborator":                  "github:index/repositoryCollaborator:RepositoryCollaborator",
		"github_repository_environment":                   "github:index/repositoryEnvironment:RepositoryEnvironment",
		"github_repository_environment_deployment_policy": "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
		"github_actions_environment_variable":             "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable",
		"github_actions_environment_secret":               "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
	} {
		known[name] = &tfbridge.ResourceInfo{Tok: token}
	}
	// As in the official package, which had a list before there was at most one.
	known["github_repository_environment"].Fields = map[string]*tfbridge.SchemaInfo{
		"reviewers": {MaxItemsOne: tfbridge.False()},
	}
	return known
}

func dataSources() map[string]*tfbridge.DataSourceInfo {
	return map[string]*tfbridge.DataSourceInfo{
		"github_organization":                   {Tok: "github:index/getOrganization:getOrganization"},
		"github_actions_environment_public_key": {Tok: "github:index/getActionsEnvironmentPublicKey:getActionsEnvironmentPublicKey"},
	}
}

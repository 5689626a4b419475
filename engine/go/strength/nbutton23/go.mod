// Stands in for the module of this name; see ../../cli/go.mod.
module github.com/nbutton23/zxcvbn-go

go 1.26

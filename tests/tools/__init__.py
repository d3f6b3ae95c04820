"""Commands for people who change the project: each tells something about its source, and judges nothing."""

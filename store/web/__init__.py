"""Shared by the apps that speak HTTP: headers, bodies, downloads, names, languages, configuration."""

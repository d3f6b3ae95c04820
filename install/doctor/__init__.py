"""What `kentongan doctor` checks on a running server: one module an area, one `HostCheck` an object."""

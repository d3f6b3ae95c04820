"""The checks of `kentongan doctor` on a running server: one module an area, one `HostCheck` an object."""

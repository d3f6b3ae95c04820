"""Upgrading a server: a copy of program and data first, then the new version on trial, and the way back.

dpkg's scripts do the work, whatever started dpkg: apt, unattended upgrades, or `kentongan upgrade`.

    prerm of the old version       `prepare`   keep the package, shut the servers, copy the data
    postinst of the new version    `settle`    change the data, try, and open; or put the data back and stop
    postinst of the kept version   `go_back`   put the data back, and open

A step is written down before it begins (`install.server.upgrade_state`), so that what a power cut left can be taken up:
`recover-kentongan.service` does so at the next boot, and `kentongan upgrade` at any time. Nothing is acknowledged while
the gate is shut, and from the moment it opens nothing is put back.
"""

"""One target a module, as `TARGET`; the module's name is the target's."""

"""The pages of a person who has no configuration yet: from their name to the sign-in page.

`persons_app` serves these pages, and the workstation's once there is a configuration. Each module that ends in `_step`
has one step, in this order: name, key, file, office, list. What was typed lies in `progress`; no secret is kept.
"""

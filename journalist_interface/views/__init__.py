"""The pages: each module is one part of the officer's way, as a blueprint."""

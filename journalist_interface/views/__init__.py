"""The pages: each module one part of the officer's way, as a blueprint."""

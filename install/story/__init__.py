"""The story that `install/demo --story` plays on the real pages, and the end-to-end test in a real browser."""

"""A story of four reports: `install/demo --story` plays it on the real pages, the end-to-end test in a browser."""

"""The publications of an office: a page for its web site and a poster for its walls, with the reporters' address."""

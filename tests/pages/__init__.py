"""Every page of the reporter's interface in every state, as both browsers show it to people with other needs.

    .venv/bin/python -m tests.pages           each page once in each way of looking, both languages, all widths
    .venv/bin/python -m tests.pages --all     each page in every combination

`states` has the table. It is whole when every route was asked, every sentence of an error was shown, and every branch
of every template was taken.
"""

"""The tests of Kentongan, in folders named like the packages they hold to their promises."""

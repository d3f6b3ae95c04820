"""The derivation of the Indonesian word list, with every word that was read for it."""

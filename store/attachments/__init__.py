"""Attachments as files beside the database: ciphertext, durable before anything names it."""

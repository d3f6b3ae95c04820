"""Attachments as files beside the database: ciphertext, durable before it is named."""

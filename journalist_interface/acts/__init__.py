"""What people do in a case: each function makes signed events and submits them as one decision."""

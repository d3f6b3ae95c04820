"""Leadership's figures: records read and verified, periods, what a period counts, and what of it may be published."""

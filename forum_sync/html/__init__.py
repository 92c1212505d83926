"""Makes foreign HTML fit to be published: cleaned, sanitised, masked. Knows no source, no network and no site."""

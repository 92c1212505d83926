"""What is true for a time only: values with their period, and deadlines in French texts. Knows no fiche and no page."""

"""What is stated of agreements and policies: parties, fields, days, terms, issuers."""

"""What is stated of meetings: days, places, who was there."""

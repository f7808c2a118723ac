"""The office, its projects and their dated terms, funders, what capacity building means and aims at."""

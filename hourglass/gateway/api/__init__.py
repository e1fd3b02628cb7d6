"""The interface for other machines: customers, their people, contracts and renewals, by the same verbs as the pages."""

"""What could become: opportunities, campaigns, cases, referrals and solutions."""

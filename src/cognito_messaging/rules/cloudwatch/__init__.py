"""Rules of CloudWatch: alarms and dashboards."""

"""Reports: typed frames in, a workbook out. No SQL, no Dagster, no clock."""

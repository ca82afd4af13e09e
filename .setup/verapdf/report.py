"""report.py REPORT COUNT NAME: print PASS or FAIL for each PDF in veraPDF's JSON report.

Exits 1 where a file failed, could not be judged, or is missing from the COUNT that were asked for.
NAME is the standard they were judged by.
"""

import json
import sys
from pathlib import Path


def findings(job: dict) -> list[str]:
    """Return what is wrong with one file, empty where it is compliant."""
    if not job.get("validationResult"):
        return [job.get("taskException", {}).get("exceptionMessage", "not judged")]
    found = []
    for result in job["validationResult"]:
        found += [
            f"{rule['specification']}, {rule['clause']} ({rule['failedChecks']} times): "
            f"{rule['description']}"
            for rule in result["details"]["ruleSummaries"]
        ]
        if not result["compliant"] and not found:
            found.append(result["statement"])
    return found


report, count, standard = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
jobs = json.loads(report.read_text(encoding="utf-8") or '{"report": {"jobs": []}}')["report"][
    "jobs"
]
failed = 0
for job in jobs:
    found = findings(job)
    failed += bool(found)
    print("FAIL" if found else "PASS", Path(job["itemDetails"]["name"]).name)
    for finding in found:
        print("     ", finding)
print(f"veraPDF, {standard}: {len(jobs) - failed} passed, {failed} failed")
if len(jobs) != count:
    print(f"FAIL: {count} PDFs were given, {len(jobs)} judged")
sys.exit(bool(failed) or len(jobs) != count)

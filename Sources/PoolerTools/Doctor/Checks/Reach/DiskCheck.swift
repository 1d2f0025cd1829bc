/// Checks whether the primary's disk is full, which statements that only read don't show.
package struct DiskCheck: DoctorCheck {
    package let name = "disk"
    package let guide = GuideSection.bestPractices

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.disk) { words in
            guard let words else { return [.ok("the primary's disk takes a small file")] }
            return [
                .problem(
                    "the primary's disk is full: \(words)",
                    cause:
                        """
                        it answers what is read and refuses what is written (53100); once the write-ahead log \
                        finds no room the server ends
                        """,
                    cure:
                        """
                        make room on the disk of its data directory, or enlarge it: old logs, and replication \
                        slots that keep write-ahead log (`SELECT slot_name, restart_lsn FROM pg_replication_slots \
                        WHERE NOT active`); never delete in pg_wal by hand
                        """)
            ]
        }
    }
}

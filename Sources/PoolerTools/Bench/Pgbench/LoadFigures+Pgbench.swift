extension LoadFigures {
    /// What a run of pgbench came to.
    /// - Parameter code: how it ended; nil where it was killed.
    package init(_ output: PgbenchOutput, _ log: PgbenchLog, code: Int32?) {
        self.init(times: log.times, span: log.span)
        failed = log.failed + output.aborted
        begun = times.count + failed
        switch code {
        case 0:
            if let processed = output.processed, processed != times.count {
                failure = "pgbench's log has \(times.count) of \(processed) transactions: is the disk of TMPDIR full?"
            }
        case nil: failure = output.complaint ?? "pgbench did not end in time"
        case let code?: failure = output.complaint ?? "pgbench ended with \(code)"
        }
        if failure != nil, failed == 0 {
            // Whatever it was, one did not come to its end.
            failed = 1
            begun += 1
        }
    }
}

/// What a game day does, and its limits.
package struct GameDayPlan: Sendable, Equatable {
    /// The operator's command, for a shell: the fault.
    package var fault: String
    /// Clients that keep their connection, and clients that connect anew for each write.
    package var writers: Int
    package var callers: Int
    /// How long clients write undisturbed before the fault.
    package var before: Duration
    /// How long all clients must have written without a failure until it counts as over.
    package var settle: Duration
    /// How long it may take from the fault's beginning until then.
    package var limit: Duration
    /// The longest time without any commit that passes; nil for any.
    package var longest: Duration?
    /// Whether to go on if the server works for others.
    package var mayDisturb: Bool

    package init(
        fault: String, writers: Int = 8, callers: Int = 2, before: Duration = .seconds(3),
        settle: Duration = .seconds(5),
        limit: Duration = .seconds(180), longest: Duration? = nil, mayDisturb: Bool = false
    ) {
        self.fault = fault
        self.writers = writers
        self.callers = callers
        self.before = before
        self.settle = settle
        self.limit = limit
        self.longest = longest
        self.mayDisturb = mayDisturb
    }

    /// The text that a person should read before the start.
    package func announcement(primary: String, database: String) -> String {
        """
        drill: \(writers) clients write into a table of their own in \(database) through PgBouncer, \(callers) more connect anew for each \
        write; the primary is \(primary)
        drill: after \(before.short) this is run by a shell: \(fault)
        drill: it is a real fault, for every client of this database; it ends once all clients have written for \(settle.short) without \
        a failure, after \(limit.short) at most

        """
    }
}

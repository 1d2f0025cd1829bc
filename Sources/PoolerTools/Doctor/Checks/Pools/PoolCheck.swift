import PointsmanFormats

/// Checks for pools without a free server connection: the waiting clients, their waits, and the limit that causes them.
package struct PoolCheck: DoctorCheck {
    package let name = "pool"
    package let guide = GuideSection.poolExhaustion

    /// The samples of one pool.
    private struct Course {
        var last: PoolRow
        var mostWaiting = 0
        var longestWait = Duration.zero
        var waited = 0
        var full = 0
        var samples = 0
    }

    package func verdicts(on facts: DoctorFacts) -> [Verdict] {
        judging(facts.pooler) { pooler in
            let courses = courses(pooler)
            guard !courses.isEmpty else { return [.ok("no client has used a pool yet")] }
            let verdicts = courses.compactMap { verdict($0, pooler, facts) }
            return verdicts.isEmpty ? [.ok(summary(courses, pooler))] : verdicts
        }
    }

    private func courses(_ pooler: PoolerFacts) -> [Course] {
        var courses: [Course] = []
        for pool in pooler.samples.flatMap(\.pools) {
            guard let database = pooler.database(pool.database) else { continue }
            let index =
                courses.firstIndex { $0.last.database == pool.database && $0.last.user == pool.user } ?? courses.count
            if index == courses.count { courses.append(Course(last: pool)) }
            courses[index].last = pool
            courses[index].samples += 1
            courses[index].mostWaiting = max(courses[index].mostWaiting, pool.clientsWaiting)
            courses[index].longestWait = max(courses[index].longestWait, pool.longestWait)
            if pool.clientsWaiting > 0 { courses[index].waited += 1 }
            if pool.serversActive >= max(1, database.poolSize) { courses[index].full += 1 }
        }
        return courses
    }

    private func verdict(_ course: Course, _ pooler: PoolerFacts, _ facts: DoctorFacts) -> Verdict? {
        guard let database = pooler.database(course.last.database) else { return nil }
        let isAlwaysFull = course.full == course.samples
        guard course.waited > 0 || isAlwaysFull else { return nil }
        let evidence =
            """
            pool \(course.last.database)/\(course.last.user): cl_waiting up to \(course.mostWaiting), in \
            \(course.waited) of \(course.samples) samples, maxwait up to \(course.longestWait.short), sv_active \
            \(course.last.serversActive), sv_idle \(course.last.serversIdle), pool_size \(database.poolSize)
            """
        if database.shown.isPaused || database.shown.isDisabled {
            return .notice(evidence, cause: "the database is held, not exhausted: see the check route")
        }
        let (cause, cure) = reason(course, database, pooler, facts)
        if course.waited == 0 { return .warning(evidence, cause: cause, cure: cure) }
        // A short wait is normal for a queue.
        let isLong = course.longestWait >= .seconds(1) || (course.waited == course.samples && course.samples > 2)
        if isLong { return .problem(evidence, cause: cause, cure: cure) }
        guard course.longestWait >= .milliseconds(100) || isAlwaysFull else { return nil }
        return .warning(evidence, cause: cause, cure: cure)
    }

    private func reason(
        _ course: Course, _ database: PooledDatabase, _ pooler: PoolerFacts, _ facts: DoctorFacts
    ) -> (cause: String, cure: String) {
        let pool = course.last
        let all = pooler.samples.last?.pools.filter { $0.database == pool.database }.map(\.servers).reduce(0, +) ?? 0
        if pool.serversActive + pool.serversIdle == 0 {
            return (
                "there is no server connection at all: logging in to the server fails or is slow",
                "see the checks login, members and userlist"
            )
        }
        let stuck = facts.activity.value?.last?.sessions.count {
            $0.isPooled && $0.waitsForStandby && $0.stateAge >= .seconds(1)
        }
        if let stuck, stuck > 0 {
            return (
                "\(stuck) of its server connections wait for a synchronous standby: a larger pool would wait, too",
                "see the check commits"
            )
        }
        if pool.serversActive >= database.poolSize {
            let size = max(20, database.poolSize * 2)
            let room = facts.server.value.map {
                """
                ; the server has \($0.connections) of \($0.mostConnections) connections in use, and `pointsman \
                size` says what it can bear
                """
            }
            return (
                "all server connections of this pool are in use\(holders(facts))",
                "end what holds them (the check transactions, long queries), or "
                    + facts.set("default_pool_size = \(size)") + (room ?? "")
            )
        }
        if database.mostConnections > 0, all >= database.mostConnections {
            return (
                "the database has max_db_connections = \(database.mostConnections), which its pools share",
                facts.set("max_db_connections = \(database.mostConnections * 2)")
            )
        }
        if let most = pooler.settings.integer("max_user_connections"), most > 0, pool.servers >= most {
            return ("the user has max_user_connections = \(most)", facts.set("max_user_connections = \(most * 2)"))
        }
        return (
            "server connections are made one at a time, and clients come faster than logins end",
            facts.set("min_pool_size = \(max(10, database.poolSize / 2))")
        )
    }

    /// A text on what the sessions do that hold the connections, as far as the server shows it.
    private func holders(_ facts: DoctorFacts) -> String {
        guard let sessions = facts.activity.value?.last?.sessions.filter(\.isPooled) else { return "" }
        let idle = sessions.count(where: \.isIdleInTransaction)
        let active = sessions.count { $0.state == "active" }
        return ": of those that the server shows, \(active) run a statement and \(idle) are idle in a transaction"
    }

    private func summary(_ courses: [Course], _ pooler: PoolerFacts) -> String {
        let samples = pooler.samples.count
        let used = courses.map { course in
            let size = pooler.database(course.last.database)?.poolSize ?? 0
            return "\(course.last.database)/\(course.last.user) \(course.last.serversActive) of \(size) active"
        }
        return "nobody waits for long in \(samples) samples; \(used.joined(separator: ", "))"
    }
}

/// The app's ways in.
extension LabPlan {
    /// Through the pooler that the agent manages.
    package var pooledConnection: [(keyword: String, value: String)] { pooledConnection(at: poolerPort) }

    /// Through the pooler of one of several agents.
    func pooledConnection(
        at port: UInt16, address: String = "127.0.0.1"
    ) -> [(keyword: String, value: String)] { connection(to: address, port) }

    /// Straight to a member, past the pooler.
    package func directConnection(to member: LabMember) -> [(keyword: String, value: String)] {
        connection(to: member.address, port)
    }

    /// For a person: a command that connects through the pooler without a password on its command line.
    package func connectionString(database: String) -> String {
        "psql 'host=127.0.0.1 port=\(poolerPort) dbname=\(database) user=app passfile=\(passfile)'"
    }

    /// The app's password in libpq's form (PostgreSQL manual, 34.16).
    var passfile: String { "\(folder)/passfile" }

    private func connection(to address: String, _ port: UInt16) -> [(keyword: String, value: String)] {
        [
            ("hostaddr", address), ("port", "\(port)"), ("user", "app"), ("password", appPassword), ("dbname", "app"),
            ("sslmode", "disable"), ("gssencmode", "disable"), ("application_name", "pointsman-lab"),
        ]
    }
}

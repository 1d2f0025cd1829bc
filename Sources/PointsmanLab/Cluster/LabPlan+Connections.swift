/// The app's connections.
extension LabPlan {
    /// The parameters of a connection through the agent's pooler.
    package var pooledConnection: [(keyword: String, value: String)] { pooledConnection(at: poolerPort) }

    /// The parameters of a connection through the pooler of one of several agents.
    func pooledConnection(
        at port: UInt16, address: String = "127.0.0.1"
    ) -> [(keyword: String, value: String)] { connection(to: address, port) }

    /// The parameters of a connection to a member itself, without the pooler.
    package func directConnection(to member: LabMember) -> [(keyword: String, value: String)] {
        connection(to: member.address, port)
    }

    /// A command for people that connects through the pooler without a password on its command line.
    package func connectionString(database: String) -> String {
        "psql 'host=127.0.0.1 port=\(poolerPort) dbname=\(database) user=app passfile=\(passfile)'"
    }

    /// The file with the app's password in libpq's format (PostgreSQL manual, 34.16).
    var passfile: String { "\(folder)/passfile" }

    private func connection(to address: String, _ port: UInt16) -> [(keyword: String, value: String)] {
        [
            ("hostaddr", address), ("port", "\(port)"), ("user", "app"), ("password", appPassword), ("dbname", "app"),
            ("sslmode", "disable"), ("gssencmode", "disable"), ("application_name", "pointsman-lab"),
        ]
    }
}

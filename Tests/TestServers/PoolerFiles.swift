/// The files of a test's PgBouncer, which lie in a folder of its own.
package struct PoolerFiles {
    /// Lines of `[databases]`.
    package var databases: String
    /// Where it listens at 127.0.0.1 besides its Unix socket; nil for that alone, which any user of the machine may then use.
    package var port: UInt16?
    /// Names and their passwords.
    package var users: KeyValuePairs<String, String>
    package var admins: String
    /// Lines of `[pgbouncer]`, of which each wins over one of the builder's.
    package var keys: String
    /// Files of the folder that it includes.
    package var included: [String]
    /// Whether they stand before everything else: what PgBouncer has read before one that is missing is in force.
    package var includesFirst: Bool

    package init(
        databases: String = "", port: UInt16? = nil, users: KeyValuePairs<String, String> = ["console": ""],
        admins: String = "console", keys: String = "", including included: [String] = [], first: Bool = false
    ) {
        self.databases = databases
        self.port = port
        self.users = users
        self.admins = admins
        self.keys = keys
        self.included = included
        includesFirst = first
    }

    /// The files by their names. Without an `auth_type` among the keys it lets any client in (`trust`).
    package func texts(in folder: String) -> [String: String] {
        let includes = included.map { "%include \($0.hasPrefix("/") ? $0 : "\(folder)/\($0)")" }
        var lines = includesFirst ? includes : []
        lines += ["[databases]", databases, "[pgbouncer]"]
        lines +=
            port.map { ["listen_addr = 127.0.0.1", "listen_port = \($0)"] } ?? [
                "listen_addr =", "unix_socket_mode = 0777",
            ]
        lines += [
            "unix_socket_dir = \(folder)", "auth_type = trust", "auth_file = \(folder)/users.txt",
            "admin_users = \(admins)", keys,
        ]
        if !includesFirst { lines += includes }
        return [
            "pgbouncer.ini": lines.joined(separator: "\n") + "\n",
            "users.txt": users.map { "\"\($0.key)\" \"\($0.value)\"\n" }.joined(),
        ]
    }
}

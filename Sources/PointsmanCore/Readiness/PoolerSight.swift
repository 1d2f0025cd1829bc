/// The shell's task to check whether the pooler is as it was set, and serves clients.
package struct PoolerInspection: Codable, Equatable, Sendable {
    package let id: OperationID
    /// The setting that the pooler should have; nil where none of this agent applies, and only whether clients are still held is asked.
    package let setting: PoolerSetting?
    /// The time limit of the look; its answer comes within twice that, whatever the pooler does.
    package let timeout: Duration
    /// Whether a round trip is wanted too: not beside those of the reroute, since each may cost the server logins.
    package let sendsCanary: Bool

    package init(id: OperationID, setting: PoolerSetting?, timeout: Duration, sendsCanary: Bool = true) {
        self.id = id
        self.setting = setting
        self.timeout = timeout
        self.sendsCanary = sendsCanary
    }
}

/// The result of one look at the pooler.
package struct PoolerSight: Codable, Equatable, Sendable {
    /// What SHOW DATABASES says of one of our database names.
    package struct Database: Codable, Equatable, Sendable {
        package enum Place: Codable, Equatable, Sendable {
            /// It leads to where it was set.
            case asSet
            /// It leads to another member; nil is no address.
            case elsewhere(MemberID?)
            /// PgBouncer has no such database.
            case missing
        }

        package var name: String
        package var carriesWrites: Bool
        package var place: Place
        package var isPaused: Bool
        package var isDisabled: Bool

        package init(
            name: String, carriesWrites: Bool, place: Place = .asSet, isPaused: Bool = false, isDisabled: Bool = false
        ) {
            self.name = name
            self.carriesWrites = carriesWrites
            self.place = place
            self.isPaused = isPaused
            self.isDisabled = isDisabled
        }
    }

    package enum Console: Codable, Equatable, Sendable {
        case shows([Database])
        /// It did not answer; the sentence says how.
        case silent(String)
    }

    /// The content of the included file.
    package enum File: Codable, Equatable, Sendable {
        case asWritten
        /// It is as written, but by now members are to be led to by other names, or by names in place of addresses.
        case outdated
        /// Something else, or nothing that can be read.
        case another
    }

    /// The result of a round trip through the pooler's own port, as the app's role.
    package enum Canary: Codable, Equatable, Sendable {
        /// None was sent: it could only have waited, or was not wanted.
        case notSent
        case reached(ServerIdentity, isInRecovery: Bool)
        /// It found no free connection.
        case full(Fullness)
        /// PgBouncer reports that the server accepts its connections no more; its words.
        case turnedDown(String)
        /// PgBouncer itself refused it, or did not answer; the words say how.
        case failed(String)
    }

    package var console: Console
    package var file: File
    package var canary: Canary
    /// Why the login that was read last for the round trip is refused, where that of before gets through: what is refused, what
    /// is used in its place, and what ends that. Nil where it is not, and where no round trip got through.
    package var loginRefusal: String?

    /// Whether a database leads to another place than it was set to.
    package var isAstray: Bool {
        guard case .shows(let databases) = console else { return false }
        return databases.contains { $0.place != .asSet }
    }

    package init(console: Console, file: File = .asWritten, canary: Canary, loginRefusal: String? = nil) {
        self.console = console
        self.file = file
        self.canary = canary
        self.loginRefusal = loginRefusal
    }
}

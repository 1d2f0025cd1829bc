/// What the shell is to look at: whether the pooler is what it was set to, and serves.
package struct PoolerInspection: Equatable, Sendable {
    package let id: OperationID
    /// What it was set to.
    package let setting: PoolerSetting
    /// What the look may take: its answer comes within twice that, whatever the pooler does.
    package let timeout: Duration
    /// Whether a round trip is wanted too: not beside those of the reroute, each of which may cost the server logins.
    package let sendsCanary: Bool

    package init(id: OperationID, setting: PoolerSetting, timeout: Duration, sendsCanary: Bool = true) {
        self.id = id
        self.setting = setting
        self.timeout = timeout
        self.sendsCanary = sendsCanary
    }
}

/// What one look at the pooler has brought.
package struct PoolerSight: Equatable, Sendable {
    /// What SHOW DATABASES says of one name of ours.
    package struct Database: Equatable, Sendable {
        package enum Place: Equatable, Sendable {
            /// It leads where it was set to.
            case asSet
            /// It leads elsewhere; nil is no address.
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

    package enum Console: Equatable, Sendable {
        case shows([Database])
        /// It did not answer; a sentence says how.
        case silent(String)
    }

    /// What the included file holds.
    package enum File: Equatable, Sendable {
        case asWritten
        /// Something else, or nothing that can be read.
        case another
    }

    /// How a round trip through the pooler's own port went, as the app's role.
    package enum Canary: Equatable, Sendable {
        /// None was sent, since it could only wait, or was not wanted.
        case notSent
        case reached(ServerIdentity, isInRecovery: Bool)
        /// It found no room.
        case full(Fullness)
        /// PgBouncer says that the server takes its connections no more; its words.
        case turnedDown(String)
        /// PgBouncer itself refused it, or did not answer; its words.
        case failed(String)
    }

    package var console: Console
    package var file: File
    package var canary: Canary
    /// Why the login that was read last for the round trip is refused, where that of before gets through: what is refused, what
    /// is used in its place, and what ends that. Nil where it is not, and where no round trip got through.
    package var loginRefusal: String?

    /// Whether a name leads elsewhere than it was set to.
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

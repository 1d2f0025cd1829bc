/// The wait before something that has failed is tried again: longer after each failure, up to a limit, until it
/// succeeds or conditions may have changed.
package struct BackOff: Codable, Equatable, Sendable {
    /// How the waits grow: the first one, then twice as long each time, never longer than the longest.
    package struct Pace: Codable, Equatable, Sendable {
        package let first: Duration
        package let longest: Duration

        package init(first: Duration, longest: Duration) {
            self.first = first
            self.longest = longest
        }
    }

    /// The number of failures in a row.
    package private(set) var failures: Int
    /// The earliest time of the next attempt; nil means at once.
    package private(set) var next: Instant?

    package init(failures: Int = 0, next: Instant? = nil) {
        self.failures = failures
        self.next = next
    }

    /// Notes one more failure.
    /// - Parameter seed: a number that differs between instances, so that a fleet does not retry in step: it shortens
    ///   the wait by up to a quarter.
    package mutating func fail(_ pace: Pace, seed: UInt64, at moment: Instant) {
        var rest = pace.first
        var doublings = failures
        while doublings > 0, rest < pace.longest {
            rest += rest
            doublings -= 1
        }
        failures += 1
        let quarters = Self.spread(seed &+ UInt64(failures) &+ Self.golden) % 256
        next = moment + min(rest, pace.longest) * Int(1024 - quarters) / 1024
    }

    /// Allows the next attempt at once; the waits grow from the first one again.
    package mutating func reset() {
        self = BackOff()
    }

    /// The finaliser of SplitMix64: spreads any number evenly over 64 bits.
    static func spread(_ number: UInt64) -> UInt64 {
        var bits = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// The step of SplitMix64: multiples of it lie far apart.
    static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15
}

extension BackOff.Pace {
    /// For logins that a server refuses until a password, a role, a database or pg_hba.conf is changed.
    package static let refused = BackOff.Pace(first: .seconds(1), longest: .seconds(30))
    /// For a server that has no connection left: another one may end at any moment.
    package static let crowded = BackOff.Pace(first: .milliseconds(250), longest: .seconds(5))
    /// For other errors that a server answers with: some pass by themselves.
    package static let failing = BackOff.Pace(first: .milliseconds(100), longest: .seconds(5))
}

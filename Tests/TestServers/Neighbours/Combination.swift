/// Which neighbour does what, and when.
package enum Combination: Hashable, Sendable, CustomStringConvertible {
    case member(WireMisdeed, WireMisdeed.Moment)
    /// - Parameter 2: the command in whose answer it is done, with the moment *probe*; empty else.
    case console(WireMisdeed, WireMisdeed.Moment, String)
    case resolver(ResolverMisdeed)
    case web(WebMisdeed, as: Source)

    /// Whom an HTTP server stands for.
    package enum Source: String, CaseIterable, Sendable {
        case patroni, fly, fleet
    }

    /// All that there are.
    package static let all: [Combination] = members + consoles + resolvers + webs

    package static let members = WireMisdeed.allCases.flatMap { misdeed in
        misdeed.moments.map { Combination.member(misdeed, $0) }
    }
    package static let consoles = WireMisdeed.allCases.flatMap { misdeed in
        misdeed.moments.flatMap { moment in
            (moment == .probe ? ConsoleNeighbour.commands : [""]).map { Combination.console(misdeed, moment, $0) }
        }
    }
    package static let resolvers = ResolverMisdeed.allCases.map { Combination.resolver($0) }
    package static let webs = WebMisdeed.allCases.flatMap { misdeed in
        Source.allCases.map { Combination.web(misdeed, as: $0) }
    }

    /// `member rows at probe`.
    package var description: String {
        switch self {
        case .member(let misdeed, let moment): "member \(misdeed) at \(moment)"
        case .console(let misdeed, let moment, ""): "console \(misdeed) at \(moment)"
        case .console(let misdeed, _, let command): "console \(misdeed) at \(command)"
        case .resolver(let misdeed): "resolver \(misdeed)"
        case .web(let misdeed, let source): "web \(misdeed) as \(source)"
        }
    }

    /// When it may begin: from before the agent's start, or once it is ready. A resolver must have named the members once;
    /// opinions are asked for only before writes have a route.
    package var turns: [Bool] {
        switch self {
        case .member, .console: [true, false]
        case .resolver: [false]
        case .web: [true]
        }
    }

    package init?(_ description: String) {
        guard let found = Self.all.first(where: { $0.description == description }) else { return nil }
        self = found
    }
}

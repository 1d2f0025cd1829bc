package import PointsmanCore

/// The `hosts:` line of nsswitch.conf(5): the sources that the C library asks for addresses, in order.
package enum NameServiceSwitch {
    /// The sources that the C library uses without that line.
    private static let standard: [NameRules.Step] = [.init(.files), .init(.dns)]

    /// The steps of that line: the hosts file (`files`) and DNS (`dns`, and `resolve`, which asks DNS for all other
    /// names). Other sources know only this machine and its neighbours, and are left out.
    package static func steps(in text: String?) -> [NameRules.Step] {
        let lines = (text ?? "").split(whereSeparator: \.isNewline).map { $0.prefix { $0 != "#" } }
        guard let line = lines.first(where: { $0.drop(while: \.isWhitespace).hasPrefix("hosts:") }) else {
            return standard
        }
        var steps: [NameRules.Step] = []
        var source: NameRules.Step.Source?
        for item in items(line.drop(while: \.isWhitespace).dropFirst("hosts:".count)) {
            if item.hasPrefix("[") {
                guard let last = source, returnsWhereUnknown(item) else { continue }
                steps[steps.count - 1] = .init(last, isLast: true)
            } else {
                source = Self.source(item)
                if let source { steps.append(.init(source)) }
            }
        }
        return steps
    }

    private static func source(_ service: Substring) -> NameRules.Step.Source? {
        switch service {
        case "files": .files
        case "dns", "resolve": .dns
        default: nil
        }
    }

    /// The services and the bracketed actions, in order.
    private static func items(_ text: Substring) -> [Substring] {
        var items: [Substring] = []
        var rest = text.drop(while: \.isWhitespace)
        while let first = rest.first {
            let item: Substring
            if first == "[" {
                let inner = rest.prefix { $0 != "]" }
                item = rest.prefix(inner.count + 1)
            } else {
                item = rest.prefix { !$0.isWhitespace && $0 != "[" }
            }
            items.append(item)
            rest = rest.dropFirst(item.count).drop(while: \.isWhitespace)
        }
        return items
    }

    /// Whether an action ends the search at a source that doesn't know the name: `[NOTFOUND=return]`,
    /// `[!UNAVAIL=return]`.
    private static func returnsWhereUnknown(_ action: Substring) -> Bool {
        var isLast = false
        for word in action.dropFirst().prefix(while: { $0 != "]" }).split(whereSeparator: \.isWhitespace) {
            let parts = word.uppercased().split(separator: "=")
            guard parts.count == 2 else { continue }
            let isMeant = parts[0].hasPrefix("!") ? parts[0] != "!NOTFOUND" : parts[0] == "NOTFOUND"
            if isMeant { isLast = parts[1] == "RETURN" }
        }
        return isLast
    }
}

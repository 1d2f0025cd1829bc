extension FlyDialect {
    /// The app that a database URL's host belongs to: `X.internal`, `X.flycast`, and whatever stands before
    /// `X.internal`, such as `iad.X.internal`, `top1.nearest.of.X.internal` or `<machine>.vm.X.internal`.
    /// - Returns: nil for every other host.
    package static func app(ofHost host: String) -> String? {
        let name = DNSQuestion(.aaaa, host).name
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard DomainName.isName(name), labels.count >= 2 else { return nil }
        let app = labels[labels.count - 2]
        guard DomainName.isLabel(app) else { return nil }
        switch labels.last {
        case "internal": return String(app)
        case "flycast" where labels.count == 2: return String(app)
        default: return nil
        }
    }
}

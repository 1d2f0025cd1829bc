import LinuxReactor
import PointsmanCore

/// Every route for writes that this instance's pooler was led to, an earlier agent's last one included.
@Reactor
final class RouteHistory {
    private var routes: [WriteRoute]
    /// More are as good as led to before.
    private static let most = 256

    init(_ first: WriteRoute?) {
        routes = [first].compactMap(\.self)
    }

    /// Notes `route`.
    /// - Returns: whether it is a new one.
    func add(_ route: WriteRoute) -> Bool {
        guard routes.count < Self.most, !routes.contains(route) else { return false }
        routes.append(route)
        return true
    }
}

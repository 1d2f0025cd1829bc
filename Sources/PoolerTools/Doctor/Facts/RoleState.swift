/// A row of pg_roles.
package struct RoleState: Equatable, Sendable {
    package var name: String
    package var canLogIn: Bool
    /// -1 is no limit.
    package var mostConnections: Int
    /// How long its password is still good; below zero where it has expired, nil where it doesn't.
    package var passwordLasts: Duration?

    package init(name: String, canLogIn: Bool = true, mostConnections: Int = -1, passwordLasts: Duration? = nil) {
        self.name = name
        self.canLogIn = canLogIn
        self.mostConnections = mostConnections
        self.passwordLasts = passwordLasts
    }
}

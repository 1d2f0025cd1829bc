/// All measurements of a run.
package struct BenchReport: Equatable, Sendable {
    package struct Load: Equatable, Sendable {
        package let clients: Int
        package var figures: BothSides<LoadFigures>

        package init(clients: Int, figures: BothSides<LoadFigures>) {
            self.clients = clients
            self.figures = figures
        }
    }

    package var plan: BenchPlan
    package var primary: String
    package var poolMode: String?
    /// The size of the pools of all processes together.
    package var poolSize: Int?
    /// How many processes PgBouncer is.
    package var processes: Int
    package var freeConnections: Int
    package var setUp = BothSides(direct: LoadFigures(), pooled: LoadFigures())
    package var loads: [Load] = []
    /// The most clients of each side; nil if they were not searched for.
    package var limits: BothSides<ClientLimit>?
    /// The bound of the search for each side.
    package var bounds = BothSides(direct: 0, pooled: 0)
    /// What could not be removed, and how to remove it; nil if nothing is left.
    package var leftBehind: String?

    package init(
        plan: BenchPlan, primary: String, poolMode: String?, poolSize: Int?, processes: Int = 1, freeConnections: Int
    ) {
        self.plan = plan
        self.primary = primary
        self.poolMode = poolMode
        self.poolSize = poolSize
        self.processes = processes
        self.freeConnections = freeConnections
    }
}

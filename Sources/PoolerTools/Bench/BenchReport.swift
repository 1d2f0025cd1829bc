/// Everything that a run measured.
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
    package var poolSize: Int?
    package var freeConnections: Int
    package var setUp = BothSides(direct: LoadFigures(), pooled: LoadFigures())
    package var loads: [Load] = []
    /// Nil where it was not looked for.
    package var limits: BothSides<ClientLimit>?
    /// Up to how many each way was allowed.
    package var bounds = BothSides(direct: 0, pooled: 0)
    /// What could not be removed again, and how to do it; nil for nothing.
    package var leftBehind: String?

    package init(plan: BenchPlan, primary: String, poolMode: String?, poolSize: Int?, freeConnections: Int) {
        self.plan = plan
        self.primary = primary
        self.poolMode = poolMode
        self.poolSize = poolSize
        self.freeConnections = freeConnections
    }
}

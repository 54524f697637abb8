using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace TherapyCompanion.Infrastructure.Persistence;

/// <summary>Whether the database answers. Behind <c>/health/ready</c>.</summary>
public sealed class DatabaseCheck(TherapyDbFactory databases) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await databases.PracticeIdsAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException e)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", e);
        }
    }
}

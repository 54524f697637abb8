using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Operations;
using TherapyCompanion.Infrastructure.Audit;
using TherapyCompanion.Infrastructure.Commands;
using TherapyCompanion.Infrastructure.Delivery;
using TherapyCompanion.Infrastructure.Encryption;
using TherapyCompanion.Infrastructure.Jobs;
using TherapyCompanion.Infrastructure.Models;
using TherapyCompanion.Infrastructure.Persistence;
using TherapyCompanion.Infrastructure.Printing;
using TherapyCompanion.Infrastructure.Storage;

namespace TherapyCompanion.Infrastructure;

/// <summary>The plumbing behind Core's ports.</summary>
public static class InfrastructureRegistration
{
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<DatabaseOptions>(configuration, DatabaseOptions.Section);
        services.AddChecked<KeysOptions>(configuration, KeysOptions.Section);
        services.AddChecked<MessagesOptions>(configuration, MessagesOptions.Section);
        services.AddChecked<AuditOptions>(configuration, AuditOptions.Section);
        services.AddSingleton(s => s.GetRequiredService<IOptions<SiteOptions>>().Value.ToSite());
        services.AddSingleton<MasterKeys>();
        services.AddSingleton<TherapyDbFactory>();
        services.AddSingleton<ITherapyDbFactory>(s => s.GetRequiredService<TherapyDbFactory>());
        services.AddSingleton<KeyRotation>();
        services.AddSingleton<AnchorKey>();
        services.AddSingleton<SeedDemo>();
        services.AddSingleton<AuditAnchor>();
        services.AddSingleton<AuditVerifier>();
        services.AddSingleton<IAuditVerifier>(s => s.GetRequiredService<AuditVerifier>());
        services.AddChecked<BackupOptions>(configuration, BackupOptions.Section);
        services.AddSingleton<KeyCopies>().AddSingleton<RecordBackup>().AddSingleton<RestoreCheck>();
        services.AddChecked<PrintingOptions>(configuration, PrintingOptions.Section);
        services.AddSingleton<IPrinter, ChromiumPrinter>();
        services.AddDelivery(configuration);
        services.AddEngines(configuration);
        services.AddHealthChecks().AddCheck<DatabaseCheck>("database");
        return services;
    }
}

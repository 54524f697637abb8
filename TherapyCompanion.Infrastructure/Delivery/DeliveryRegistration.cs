using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Infrastructure.Delivery;

/// <summary>How letters leave: a queue in the database, and a mail server or a folder behind it.</summary>
public static class DeliveryRegistration
{
    public static IServiceCollection AddDelivery(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddChecked<MailOptions>(configuration, MailOptions.Section);
        services.AddChecked<SiteOptions>(configuration, SiteOptions.Section);
        services.AddSingleton<LetterRows>();
        services.AddSingleton<IMailQueue>(s => s.GetRequiredService<LetterRows>());
        services.AddSingleton<INoticePost, NoticePost>();
        services.AddSingleton<LetterPaper>();
        services.AddSingleton<SmtpCarrier>();
        services.AddSingleton<LetterFolder>();
        services.AddSingleton<ILetterCarrier>(s => s.GetRequiredService<IOptions<MailOptions>>().Value.Server.Length > 0
            ? s.GetRequiredService<SmtpCarrier>()
            : s.GetRequiredService<LetterFolder>());
        services.AddSingleton<Postman>();
        return services;
    }
}

/*
 * src/core/site.c: the addresses that every page links to. A module that brings a page for
 * everybody adds its row here; see struct site.
 */
#include "core/view.h"
#include "web/texts.h"

static const struct site_link menu[] = {
        { T_SITE_PROCEDURES, "/thu-tuc" },
        { T_SITE_FOLLOW, "/tra-cuu" },
        { T_SITE_FIGURES, "/thong-ke" },
        { T_SITE_GUIDE, "/huong-dan" },
};
static const struct site_link help[] = {
        { T_SITE_CALL, "/lien-he", ICON_GOI },
        { T_SITE_QUESTIONS, "/huong-dan", ICON_HOI },
};
static const struct site_link about[] = {
        { T_SITE_CONTACT, "/lien-he" },
        { T_SITE_HOW_WELL, "/thong-ke" },
};
static const struct site_link rights[] = {
        { T_SITE_WHO_LOOKED, "/tai-khoan/ai-da-xem" },
        { T_SITE_ACCESS, "/tiep-can" },
};

static const struct site standard = {
        .menu = menu,
        .n_menu = ARRAY_LEN(menu),
        .help = help,
        .n_help = ARRAY_LEN(help),
        .about = about,
        .n_about = ARRAY_LEN(about),
        .rights = rights,
        .n_rights = ARRAY_LEN(rights),
        .home = "/",
        .search = "/tim",
        .sign_in = "/dang-nhap",
        .me = "/tai-khoan",
        .notices = "/thong-bao",
        .work_me = "/tai-khoan",
};
const struct site *core_site = &standard;

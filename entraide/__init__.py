"""The application: joins the FAQ, the mirror, the search, the site and the web service. Started by the `entraide` command."""

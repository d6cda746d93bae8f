-- One request again and again: METHOD, TOKEN and BODY of the environment.
wrk.method = os.getenv('METHOD') or 'GET'
wrk.headers['authorization'] = 'Bearer ' .. os.getenv('TOKEN')
if os.getenv('BODY') then
  wrk.headers['content-type'] = 'application/json'
  wrk.body = os.getenv('BODY')
end
